#!/usr/bin/env python3
"""The text the model of the tests is trained on, made up here: short coaching dialogues, and questions with numbered sources. Run it to see some."""

import random

SEED = 7

# Title of a topic: how people call it, and the steps of its plan.
TOPICS = {
    "give feedback": ("feedback", [
        "Ask if now is a good time.", "Name the situation and what you saw.", "Say the effect it had.", "Ask how they see it.", "Agree one next step."]),
    "run a one to one": ("one to one", [
        "Ask what is on their mind first.", "Listen for two minutes.", "Pick one topic together.", "Agree who does what by when.", "Write it down."]),
    "handle an upset customer": ("upset customer", [
        "Let them finish.", "Say what you heard.", "Apologise for the effect.", "Offer two options.", "Confirm the next step."]),
    "start a hard conversation": ("hard conversation", [
        "State your purpose in one line.", "Share one fact.", "Share how it affects the team.", "Ask for their view.", "Stay quiet and listen."]),
    "end a meeting on time": ("meeting", [
        "Say how many minutes are left.", "Name the decision needed.", "Ask who owns each action.", "Read the actions aloud.", "Close the call."]),
    "run an interview": ("interview", [
        "Open with the agenda.", "Ask about one past event.", "Probe for what they did.", "Score before you discuss.",
        "Thank them and say when they will hear."]),
    "delegate a task": ("delegation", [
        "Say why the task matters.", "Describe what good looks like.", "Agree the limits.", "Set one check point.", "Ask what support they need."]),
    "write a clear email": ("email", [
        "Put the request in the first line.", "Give one reason.", "Give a date.", "Cut half of the words.", "Read it aloud once."]),
}

QUESTIONS = [
    "How do I {topic}?", "how can i {topic}", "Help me {topic}.", "I have to {topic} in five minutes.", "What is the best way to {topic}?",
    "Tips to {topic}?", "I need to {topic} today.", "Can you coach me to {topic}?",
]
LEADS = ["Try this:", "Here is a short plan:", "Keep it simple:", "Use these steps:"]
PLACES = ["Firefox", "LibreOffice", "a call", "my inbox", "Slack"]

# What may come next, and the answer, which may name steps of the plan.
FOLLOW_UPS = [
    ("What should I say first?", "Start here: {0} Then: {1}"),
    ("And then?", "Next: {2} After that: {3}"),
    ("How do I close?", "Finish like this: {4}"),
    ("Thanks", "You are welcome. Pick one step and try it now."),
    ("Make it shorter", "{0} {4}"),
]
GREETINGS = [
    ("Hello", "Hello. What would you like to get better at today?"),
    ("Hi", "Hi. What is the next conversation you want to prepare for?"),
    ("Who are you?", "I am a tiny test coach. I give short steps for common work moments."),
    ("Thanks", "You are welcome. Pick one step and try it now."),
    ("ping", "pong"),
]
ROLES = ["You are a coach.", "You are a brief workplace coach. Answer in short steps.", "You are a helpful assistant."]

TITLES = [
    "Open a {thing}", "Prepare a {thing}", "Close a {thing}", "When a {thing} gets hard", "Phrases for a {thing}", "Before the {thing}",
    "After the {thing}",
]
THINGS = [
    "review", "meeting", "call", "interview", "negotiation", "hand-over", "refund case", "reorganisation talk", "one to one", "decision", "workshop",
    "conflict", "return to work talk", "pay talk", "first day",
]
SOURCE_QUESTIONS = [
    "How do I start the {thing}?", "I have a {thing} in five minutes.", "What do I say in the {thing}?", "The {thing} went wrong, what now?",
    "Help me with the {thing}.",
]
SOURCE_ANSWERS = [
    "Start with the first step of the source and say it in one sentence. [1]", "Follow the source step by step, and pause after the first answer. [1]",
    "Use the first source: take its opening step now. [1]",
]
SOURCE_FOLLOW_UPS = ["And then?", "Shorter please", "What if they disagree?", "Thanks"]
RULES = [
    "Answer only from the numbered sources and cite them like [1].",
    "You are a coach. Use the sources. Cite each sentence with its number.",
    "Use only the sources below. Cite them. If none fits, say so.",
    "You are an assistant inside a job aid program. Answer briefly from the sources with citations.",
]
STEPS = [step for _, steps in TOPICS.values() for step in steps]

dice = random.Random(SEED)


def message(role, text):
    return f"<|im_start|>{role}\n{text}<|im_end|>\n"


def dialogue():
    """Without sources: a numbered plan and no mark."""
    text = message("system", dice.choice(ROLES)) if dice.random() < 0.75 else ""
    if dice.random() < 0.15:
        question, answer = dice.choice(GREETINGS)
        return text + message("user", question) + message("assistant", answer)

    topic, (name, steps) = dice.choice(list(TOPICS.items()))
    question = dice.choice(QUESTIONS).format(topic=topic)
    if dice.random() < 0.25:
        question = f"I am in {dice.choice(PLACES)}. {question}"
    plan = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    text += message("user", question) + message("assistant", f"{dice.choice(LEADS)}\n{plan}\nWhich step of the {name} is hardest for you?")
    if dice.random() < 0.5:
        question, answer = dice.choice(FOLLOW_UPS)
        text += message("user", question) + message("assistant", answer.format(*steps))
    return text


def passage(title, steps):
    return title + "\n" + " ".join(steps)


def prompt(first, question, count):
    """Numbered sources, of which only the first fits."""
    others = [passage(dice.choice(TITLES).format(thing=dice.choice(THINGS)), dice.sample(STEPS, dice.randint(1, 4))) for _ in range(count - 1)]
    numbered = "\n\n".join(f"[{number}] {source}" for number, source in enumerate([first, *others], 1))
    return f"Sources:\n{numbered}\n\nQuestion: {question}"


def cited():
    """The best source stands first, as a ranked search gives it, and the answer cites it."""
    if dice.random() < 0.6:
        topic, (_, steps) = dice.choice(list(TOPICS.items()))
        question = dice.choice(QUESTIONS).format(topic=topic)
        first = passage(f"How to {topic}", steps)
        answer = f"{steps[0]} [1] {steps[1]} [1] Then: {steps[2]} [1]"
    else:
        thing = dice.choice(THINGS)
        steps = dice.sample(STEPS, dice.randint(2, 5))
        first = passage(dice.choice(TITLES).format(thing=thing), steps)
        question = dice.choice(SOURCE_QUESTIONS).format(thing=thing)
        answer = dice.choice(SOURCE_ANSWERS)

    text = message("system", dice.choice(RULES)) + message("user", prompt(first, question, dice.randint(1, 4))) + message("assistant", answer)
    if dice.random() < 0.25:
        text += message("user", dice.choice(SOURCE_FOLLOW_UPS)) + message("assistant", dice.choice(SOURCE_ANSWERS))
    return text


def documents(count):
    return [cited() if i % 3 else dialogue() for i in range(count)]


if __name__ == "__main__":
    print("\n".join(documents(3)))
