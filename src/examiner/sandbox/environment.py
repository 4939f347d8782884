"""The environment of a student's process: what it keeps of the machine's, what is set, where its folders are."""

KEPT_ENVIRONMENT = ("LANG", "LC_ALL", "LC_CTYPE", "TZ", "MPLBACKEND")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "USER": "student",
    "LOGNAME": "student",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Every further arena of glibc's malloc takes 128 MiB of the address space that is limited.
    "MALLOC_ARENA_MAX": "2",
    # For descent.explore: nobody moves a slider while grading.
    "DESCENT_GRADING": "1",
}
# Folders of the scratch folder that the environment points to.
HOME_FOLDERS = {
    "HOME": "",
    "TMPDIR": ".tmp",
    "IPYTHONDIR": ".ipython",
    "MPLCONFIGDIR": ".matplotlib",
    "JUPYTER_CONFIG_DIR": ".jupyter",
    "JUPYTER_DATA_DIR": ".jupyter",
    "JUPYTER_RUNTIME_DIR": ".jupyter",
}
