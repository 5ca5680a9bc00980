"""Reports named steps as TAP."""

import traceback


class Tap:
    """A story (the default) ends at its first failed step, because the rest builds on it; a list goes on."""

    def __init__(self, story=True):
        self.story = story
        self.count = 0
        self.failures = 0

    def step(self, name, action):
        self.count += 1
        if self.story and self.failures:
            print(f"not ok {self.count} {name} (not reached)", flush=True)
            return None
        try:
            answer = action()
        except Exception as error:  # pylint: disable=broad-except
            self.failures += 1
            print(f"not ok {self.count} {name}", flush=True)
            text = str(error) if isinstance(error, AssertionError) and str(error) else traceback.format_exc()
            for line in text.splitlines():
                print(f"# {line}", flush=True)
            return None
        print(f"ok {self.count} {name}", flush=True)
        return answer

    def finish(self):
        print(f"1..{self.count}", flush=True)
        return int(self.failures > 0)
