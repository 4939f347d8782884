"""Submissions in an archive of an LMS come to their students, and what cannot be is named with what to do."""

import datetime
import shutil

import pytest
from archives import gradescope_export, notebook_bytes, saved, tarred, zipped
from cells import answer, cell, notebook
from courses import bare_course
from runs import CELLS

from examiner.batch.collect import collect
from examiner.batch.roster import read_roster
from examiner.errors import ExaminerError

OTHER = [cell("import math", "imports"), answer("triple", "t = 3"), cell("assert t == 3", "triple_t", points=1)]
CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section
    Points Possible,,,,
"Doe, Jané",11,s11,jane,Lab A
"O'Neil-Smith, Al",12,s12,al,Lab A
"Lee, Ann",13,s13,ann13,Lab A
"Lee, Ann",14,s14,ann14,Lab B
"Bo, Max",15,s15,max,Lab B
"Student, Test",99,,,Lab A
"""
MOODLE = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Last modified (grade)"
"Participant 901","Jané Doe",jane@x.edu,Submitted,,32.00,-
"Participant 902","Al O'Neil-Smith",al@x.edu,Submitted,,32.00,-
"Participant 903","Ann Lee",ann13@x.edu,Submitted,,32.00,-
"Participant 904","Ann Lee",ann14@x.edu,Submitted,,32.00,-
"Participant 905","Max Bo",max@x.edu,No submission,,32.00,-
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A course with two assignments in source/, and no more."""
    course = bare_course(tmp_path_factory.mktemp("collect") / "course")
    course.write("source/ps", "nb", notebook(*CELLS))
    course.write("source/other", "three", notebook(*OTHER))
    return course


@pytest.fixture
def course(whole, tmp_path):
    return whole.copy(tmp_path / "course")


def attempt(number=0):
    """Return a notebook that differs by a number."""
    return notebook_bytes(CELLS, f"def double(x):\n    return 2 * x + {number}")


def run(course, archive, roster=CANVAS, lms=None, assignment=None, name="all.zip"):
    """Collect an archive, bytes or a path, and return what became of it."""
    path = saved(course.root.parent, name, archive) if isinstance(archive, bytes) else archive
    people = read_roster(saved(course.root.parent, "roster.csv", roster.encode()))
    return collect(course.api().coursedir, [path], people, lms, assignment)


def submitted(course, student, name="ps/nb.ipynb"):
    return (course.root / "submitted" / student / name).read_bytes()


def kept(course, student):
    return [path.read_bytes() for path in sorted((course.root / "attempts/ps" / student).glob("*/nb.ipynb"))]


# ---- what each LMS writes


@pytest.mark.parametrize("lms", ["canvas", None])
def test_canvas_names_are_read_with_late_marks_attachments_accents_and_copies(course, lms):
    found = run(
        course,
        zipped(
            {
                "doejané_11_5001_nb-1.ipynb": attempt(1),
                "oneilsmithal_LATE_12_5002_nb (1).ipynb": attempt(2),
                "leeann_13_5003_nb.ipynb": attempt(3),
                "leeann_14_5004_My Lab_2_final.ipynb": attempt(4),
                "leeann_14_5005_data.csv": b"1,2",
            }
        ),
        lms=lms,
    )
    assert (found.assignment, found.written) == ("ps", ["al", "ann13", "ann14", "jane"])
    assert (found.late, found.missing, found.told) == (["al"], ["max"], [])
    for student, number in (("jane", 1), ("al", 2), ("ann13", 3), ("ann14", 4)):
        assert submitted(course, student) == attempt(number)
    assert submitted(course, "ann14", "ps/data.csv") == b"1,2"
    assert not (course.root / "submitted/jane/ps/timestamp.txt").exists()


@pytest.mark.parametrize("lms", ["moodle", None])
@pytest.mark.parametrize("form", ["file/{}", "file_/{}", "file_{}"])
def test_moodle_names_are_read_in_folders_and_without(course, lms, form):
    files = {"Jané Doe_901": 1, "Al ONeil-Smith_902": 2, "Ann Lee_903": 3, "Ann Lee_904": 4}
    archive = zipped({f"{who}_assignsubmission_{form.format('nb.ipynb')}": attempt(n) for who, n in files.items()})
    found = run(course, archive, MOODLE, lms)
    assert found.written == ["al@x.edu", "ann13@x.edu", "ann14@x.edu", "jane@x.edu"]
    assert (found.missing, found.told) == (["max@x.edu"], [])
    for student, number in (("jane", 1), ("al", 2), ("ann13", 3), ("ann14", 4)):
        assert submitted(course, f"{student}@x.edu") == attempt(number)


def test_what_was_typed_into_moodle_is_named(course):
    archive = zipped(
        {
            "Jané Doe_901_assignsubmission_file/nb.ipynb": attempt(),
            "Max Bo_905_assignsubmission_onlinetext/onlinetext.html": b"<p>see my drive</p>",
        }
    )
    assert run(course, archive, MOODLE).told == [
        "max@x.edu: onlinetext.html is a page, no notebook: ask for the .ipynb"
    ]


@pytest.mark.parametrize("lms", ["gradescope", None])
def test_gradescopes_export_is_read_by_its_metadata_with_groups_and_times(course, lms):
    zone = datetime.timezone(datetime.timedelta(hours=-7))
    archive = gradescope_export(
        [
            (
                1,
                [("Jané Doe", "jane", "j@x")],
                datetime.datetime(2026, 5, 1, 20, tzinfo=zone),
                {"nb.ipynb": attempt(1)},
            ),
            (2, [("Al", "", "al@x"), ("Max Bo", "", "")], None, {"work/nb.ipynb": attempt(2), "work/d.csv": b"1"}),
        ]
    )
    roster = "id,first_name,last_name,email\njane,Jané,Doe,\nal,Al,O'Neil,al@x\nmax,Max,Bo,\n"
    found = run(course, archive, roster, lms)
    assert (found.written, found.missing, found.told) == (["al", "jane", "max"], [], [])
    assert submitted(course, "jane", "ps/timestamp.txt") == b"2026-05-02 03:00:00 UTC"
    assert submitted(course, "max") == submitted(course, "al") == attempt(2)
    assert submitted(course, "max", "ps/d.csv") == b"1"


def test_gradescopes_metadata_may_say_of_which_class_of_ruby_a_value_is(course):
    text = "submission_1:\n  :submitters:\n  - !ruby/hash:ActiveSupport::HashWithIndifferentAccess\n    :sid: jane\n"
    text += "  :created_at: !ruby/object:ActiveSupport::TimeWithZone\n    utc: 2026-05-02 03:00:00 Z\n"
    archive = zipped({"e/submission_metadata.yml": text.encode(), "e/submission_1/nb.ipynb": attempt()})
    assert run(course, archive, lms="gradescope").written == ["jane"]


@pytest.mark.parametrize("wrapped", ["", "class of 2026/"])
def test_a_folder_for_each_student_by_id_mail_or_name_is_read_also_inside_of_another_one(course, wrapped):
    roster = "id,first_name,last_name,email\njane,Jané,Doe,\nal,Al,O'Neil,al@x\nmax,Max,Bo,\n"
    folders = {"jane/nb.ipynb": attempt(1), "al@x/nb.ipynb": attempt(2), "Bo, Max/sub/nb.ipynb": attempt(3)}
    found = run(course, zipped({f"{wrapped}{name}": data for name, data in folders.items()}), roster)
    assert (found.written, found.told) == (["al", "jane", "max"], [])
    assert submitted(course, "max") == attempt(3)


def test_an_archive_may_be_a_tar_file_a_folder_or_in_another_archive(course):
    inner = zipped({"my work/nb.ipynb": attempt(2), "my work/d.csv": b"1", "notes.txt": b"n"})
    files = {
        "doejané_11_1_nb.ipynb": attempt(1),
        "bomax_15_2_work.zip": inner,
        "leeann_13_3_w.tgz": tarred({"nb.ipynb": attempt(3)}),
    }
    found = run(course, tarred(files), name="all.tar.gz")
    assert (found.written, found.told) == (["ann13", "jane", "max"], [])
    assert [submitted(course, s) for s in ("jane", "max", "ann13")] == [attempt(1), attempt(2), attempt(3)]
    assert submitted(course, "max", "ps/d.csv") == b"1"
    for name, data in files.items():
        saved(course.root.parent / "unpacked", name, data)
    again = run(course, course.root.parent / "unpacked")
    assert (again.unchanged, again.written) == (["ann13", "jane", "max"], [])


def test_names_in_utf_8_that_a_zip_file_does_not_declare_are_read(course):
    found = run(course, zipped({"Jané Doe/nb.ipynb": attempt()}, encoded=False))
    assert (found.written, found.told) == (["jane"], [])


# ---- whose, and of what


def test_two_students_of_one_name_are_told_apart_by_their_number_or_named(course):
    archive = zipped({"leeann_77_1_nb.ipynb": attempt(), "doejané_11_2_nb.ipynb": attempt()})
    (line,) = run(course, archive).told
    assert line.startswith("leeann_77_1_nb.ipynb: 77, leeann may be ann13 or ann14")


def test_what_is_nobodys_is_named_and_not_dropped(course):
    found = run(
        course,
        zipped(
            {
                "roejohn_70_1_nb.ipynb": attempt(),
                "nb.ipynb": attempt(),
                "anon_aB3x_7_nb.ipynb": attempt(),
                "doejané_11_2_nb.ipynb": attempt(),
                "__MACOSX/._doe": b"x",
            }
        ),
    )
    assert found.written == ["jane"]
    assert [line.partition(":")[0] for line in found.told] == [
        "roejohn_70_1_nb.ipynb",
        "nb.ipynb",
        "anon_aB3x_7_nb.ipynb",
    ]
    assert "nobody in the roster is 70, roejohn" in found.told[0]
    assert "doesn't say whose it is" in found.told[1]
    assert "anonymous grading off" in found.told[2]


WRONG = {
    "nb.py": (b"def double(x): ...", "is Python, no notebook: ask for the .ipynb"),
    "nb.pdf": (b"%PDF-1.7", "is a print"),
    "nb.html": (b"<html>", "is a page"),
    "nb.ipynb": (b"", "is empty: ask for it again"),
    "cut.ipynb": (attempt()[:200], "cannot be read: not JSON"),
    "old.ipynb": (attempt().replace(b'"nbformat": 4', b'"nbformat": 3'), "nbformat version 3"),
    "nb.rar": (b"Rar!", "cannot be unpacked here"),
    "bad.zip": (b"PK\x03\x04 cut off", "cannot be unpacked"),
    "three.ipynb": (notebook_bytes(OTHER), "is of other: collect it with --assignment other"),
    "mine.ipynb": (notebook_bytes([cell("1")]), "has not the cells of any lab here"),
    "data.json": (b'{"a": 1}', "is no notebook"),
    "photo.jpg": (b"\xff\xd8\xff", "is no notebook"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_graded_is_named_with_what_to_do_and_the_others_are_collected(course, name):
    data, words = WRONG[name]
    found = run(
        course,
        zipped({f"doejané_11_1_{name}": data, "bomax_15_2_nb.ipynb": attempt(), "leeann_13_3_nb.ipynb": attempt(1)}),
    )
    assert found.written == ["ann13", "max"]
    (line,) = found.told
    assert words in line
    assert name in line
    assert "jane" in found.missing


@pytest.mark.parametrize(
    "name", ["My solution.ipynb", "three.ipynb", "nb.ipynb.txt", "nb.json", "nb", "Unbenannt1.ipynb"]
)
def test_a_notebook_is_known_by_its_cells_whatever_it_is_called(course, name):
    found = run(course, zipped({f"doejané_11_1_{name}": attempt()}))
    assert (found.written, found.told) == (["jane"], [])
    assert submitted(course, "jane") == attempt()


def test_another_labs_notebook_under_this_ones_name_is_not_taken_for_it(course):
    found = run(course, zipped({"doejané_11_1_nb.ipynb": notebook_bytes(OTHER)}), assignment="ps")
    assert found.written == []
    assert found.told == ["jane: nb.ipynb is of other: collect it with --assignment other"]
    assert run(course, zipped({"doejané_11_1_nb.ipynb": notebook_bytes(OTHER)})).assignment == "other"
    assert submitted(course, "jane", "other/three.ipynb") == notebook_bytes(OTHER)


def test_where_no_notebook_is_of_the_course_it_says_so(course):
    with pytest.raises(ExaminerError, match=r"No notebook in the archive has(?s:.)*jane: notes.txt is no notebook"):
        run(course, zipped({"doejané_11_1_notes.txt": b"x"}))
    shutil.rmtree(course.root / "source")
    with pytest.raises(ExaminerError, match="no assignment in source"):
        run(course, zipped({"doejané_11_1_nb.ipynb": attempt()}))


# ---- attempts


def test_the_newest_attempt_counts_and_earlier_ones_are_kept(course):
    first = {
        "doejané_11_90_nb.ipynb": attempt(1),
        "doejané_11_100_nb-1.ipynb": attempt(2),
        "bomax_15_5_nb.ipynb": attempt(),
    }
    run(course, zipped(first))
    assert (submitted(course, "jane"), kept(course, "jane")) == (attempt(2), [attempt(1)])
    found = run(course, zipped(first))
    assert (found.unchanged, found.written, found.replaced) == (["jane", "max"], [], [])
    found = run(course, zipped({"doejané_11_120_nb-2.ipynb": attempt(3), "bomax_15_5_nb.ipynb": attempt()}))
    assert (found.written, found.replaced, found.unchanged) == (["jane"], ["jane"], ["max"])
    assert (submitted(course, "jane"), kept(course, "jane")) == (attempt(3), [attempt(1), attempt(2)])
    found = run(course, zipped({"doejané_11_90_nb.ipynb": attempt(1)}))  # an archive of before, once more
    assert (found.older, submitted(course, "jane"), kept(course, "jane")) == (
        ["jane"],
        attempt(3),
        [attempt(1), attempt(2)],
    )


def test_of_several_files_of_one_name_the_one_with_the_highest_number_is_the_newest(course):
    names = ["nb.ipynb", "nb (10).ipynb", "nb (2).ipynb", "nb-Copy1.ipynb"]
    found = run(
        course,
        zipped({f"Jané Doe_901_assignsubmission_file/{name}": attempt(i) for i, name in enumerate(names)}),
        MOODLE,
    )
    assert submitted(course, "jane@x.edu") == attempt(1)
    assert kept(course, "jane@x.edu") == [attempt(0), attempt(3), attempt(2)]
    assert found.several == ["jane@x.edu (nb (10).ipynb)"]


def test_where_the_times_are_known_they_say_which_attempt_is_newer(course):
    def export(number, day):
        when = datetime.datetime(2026, 5, day, tzinfo=datetime.UTC)
        return gradescope_export([(1, [("", "jane", "")], when, {"nb.ipynb": attempt(number)})])

    run(course, export(2, 20))
    assert run(course, export(1, 10)).older == ["jane"]
    assert run(course, export(3, 30)).replaced == ["jane"]
    assert (submitted(course, "jane"), kept(course, "jane")) == (attempt(3), [attempt(1), attempt(2)])


# ---- what an archive must not do


EVIL = {
    "../../out.ipynb": "leads out of the archive",
    "/etc/out.ipynb": "leads out of the archive",
    "a\\..\\..\\out.ipynb": "leads out of the archive",
    "C:/out.ipynb": "leads out of the archive",
    "doejané_11_1_" + "x" * 300: "a name that is too long",
}


@pytest.mark.parametrize("name", EVIL)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_what_leads_out_of_an_archive_is_not_read(course, name, pack):
    archive = pack({name: attempt(), "bomax_15_2_nb.ipynb": attempt(), "leeann_13_3_nb.ipynb": attempt()})
    found = run(course, archive, name="all.zip" if pack is zipped else "all.tgz")
    assert found.written == ["ann13", "max"]
    (line,) = found.told
    assert EVIL[name] in line
    assert sorted(path.name for path in course.root.parent.rglob("out*")) == []


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_links_are_not_followed(course, pack):
    archive = pack(
        {"doejané_11_1_nb.ipynb": b"/etc/passwd", "bomax_15_2_nb.ipynb": attempt()}, ["doejané_11_1_nb.ipynb"]
    )
    found = run(course, archive, name="all.zip" if pack is zipped else "all.tgz")
    assert found.written == ["max"]
    assert "is a link" in found.told[0]
    folder = course.root.parent / "unpacked"
    saved(folder, "max/nb.ipynb", attempt())
    (folder / "jane").mkdir()
    (folder / "jane/nb.ipynb").symlink_to("/etc/passwd")
    assert run(course, folder).told == ["jane/nb.ipynb: is a link, or no file: not followed"]


def test_what_unpacks_to_much_of_hardly_anything_is_not_read(course):
    bomb = zipped({"nb.ipynb": b" " * 50_000_000})
    nested = zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"nb.ipynb": attempt()})})})})
    files = {"doejané_11_1_nb.zip": bomb, "leeann_13_3_n.zip": nested, "bomax_15_2_nb.ipynb": attempt()}
    found = run(course, zipped(files))
    assert found.written == ["max"]
    assert any("of hardly anything" in line for line in found.told)
    assert any("is an archive in 3 others" in line for line in found.told)


@pytest.mark.parametrize(
    ("name", "data"),
    [("all.zip", b"no zip"), ("all.tar", b"no tar"), ("all.txt", b"x"), ("none.zip", None)],
)
def test_an_archive_that_is_none_is_named(course, name, data):
    path = course.root.parent / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ExaminerError, match=name):
        run(course, path)


# ---- on the command line, and by nbgrader


@pytest.mark.slow
def test_the_command_says_what_became_of_each_and_keeps_the_roster(course):
    saved(course.root, "roster.csv", CANVAS.encode())
    saved(course.root, "all.zip", zipped({"doejané_LATE_11_1_nb.ipynb": attempt(), "roe_70_2_nb.ipynb": attempt()}))
    command = ("python", "-m", "examiner", "collect", "all.zip")
    said = course.run(*command, "--canvas", "--roster", "roster.csv", code=1).stdout
    assert "ps: submissions of 1 students.\n  new: jane\n" in said
    assert "  late, as the LMS says" in said
    assert "  nothing of: al, ann13, ann14, max\n" in said
    assert "Not collected: 1.\n  roe_70_2_nb.ipynb: nobody in the roster is 70, roe\n" in said
    saved(course.root, "all.zip", zipped({"doejané_11_2_nb.ipynb": attempt(2)}))
    assert "replaced" in course.run(*command).stdout


@pytest.mark.slow
def test_nbgraders_own_zip_collect_reads_the_archives_too(course):
    (course.root / "nbgrader_config.py").open("a").write('c.ArchiveExtractor.roster = "roster.csv"\n')
    saved(course.root, "roster.csv", CANVAS.encode())
    course.generate("ps")
    files = {
        "doejané_11_1_My lab.ipynb": attempt(1),
        "doejané_11_2_My lab-1.ipynb": attempt(2),
        "roe_70_2_nb.ipynb": attempt(),
    }
    saved(course.root, "downloaded/ps/archive/all.zip", zipped(files))
    done = course.run("nbgrader", "zip_collect", "ps")
    assert submitted(course, "jane") == attempt(2)
    assert "Not collected: roe_70_2_nb.ipynb" in done.stderr


def test_a_name_that_nobody_has_is_said_once(course):
    found = run(course, zipped({"who/nb.ipynb": attempt(), "jane/nb.ipynb": attempt(1)}))
    assert found.told == ["who/nb.ipynb: nobody in the roster is who"]
