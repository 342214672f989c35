"""What jobs/run says of a sweep while it runs: how far the task is, and how long the whole will take."""
import re
import sys
import time

from regimes.console.terminal import printable

from . import attempts
from .estimate import duration_text

ERASE_LINE = "\r\033[K"
PROGRESS = re.compile(r" *\d+ % .*")  # a line of the program's progress in a log


def last_progress(path):
    """The last line of progress in the log of a task; nothing where its last attempt has none yet."""
    for line in reversed(attempts.tail(path)):
        if line.startswith(attempts.MARK):
            break
        if PROGRESS.fullmatch(line):
            return line.strip()
    return ""


class Progress:
    """predicted: seconds of every task that is to be run, by its stem. Predictions are corrected by what the tasks so far have taken. A terminal gets a line
    that is drawn again and again; a file gets none."""

    def __init__(self, folder, predicted, stream=sys.stdout):
        self.folder, self.predicted, self.stream = folder, dict(predicted), stream
        self.is_seen = stream is not None and stream.isatty()  # None: closed before Python began
        self.taken = self.expected = 0.0  # seconds of the tasks that are done, and what was predicted for them
        self.task, self.place, self.begun = None, "", 0.0

    def left(self):
        """Seconds for all that is not done yet."""
        correction = self.taken / self.expected if self.expected > 0 else 1.0
        running = correction * self.predicted.get(self.task.stem, 0.0) if self.task else 0.0
        waiting = correction * sum(self.predicted.values()) - running
        return waiting + (max(0.0, running - (time.monotonic() - self.begun)) if self.task else 0.0)

    def begin(self, task, place):
        self.task, self.place, self.begun = task, place, time.monotonic()

    def watch(self):
        """Draws where the running task is."""
        if self.is_seen:
            words = [self.place, self.task.name, last_progress(attempts.log_path(self.folder, self.task)), f"all: {duration_text(self.left())} left"]
            self.stream.write(ERASE_LINE + "  ".join(printable(word) for word in words if word))
            self.stream.flush()

    def end(self, is_done):
        """Seconds that the task took, and words on those that are left. One that failed tells nothing of the others."""
        if self.is_seen:
            self.stream.write(ERASE_LINE)
        seconds = time.monotonic() - self.begun
        if self.task.stem in self.predicted:
            predicted = self.predicted.pop(self.task.stem)
            if is_done:
                self.taken += seconds
                self.expected += predicted
        self.task = None
        return seconds, f"; about {duration_text(self.left())} left" if self.predicted else ""
