"""Questions of a judge's that this very process answers, over a line as between two."""

import socket
import threading

from examiner.judge.questions import Questions
from examiner.wire import line, student
from examiner.wire.values import MAX_BYTES


class Shortcut(Questions):
    """Questions whose student's side runs in a thread of this process."""

    def __init__(self):
        super().__init__(None, None, 1)
        self.line, there = socket.socketpair()
        threading.Thread(target=answer_all, args=(there,), daemon=True).start()

    def ask(self, what, question, seconds=None):
        return line.ask(self.line, question, MAX_BYTES, lambda: None)


def answer_all(there):
    """Answer the questions that come over a line until it is closed, as a student's process does."""
    while True:
        try:
            student.Talk.key, data = line.receive(there)
        except ConnectionError:
            return
        student.Talk.connection = there
        reply = student.answer(data)  # which may change the key
        line.send(there, student.Talk.key, reply)
