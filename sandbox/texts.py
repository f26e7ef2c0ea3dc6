"""Invented words of customers, teammates and Fin; harmless, and awkward where real ones are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """What a conversation is about, who looks after it and what people say."""

    name: str
    team: str
    subject: str
    article: str
    openings: tuple[str, ...]
    answers: tuple[str, ...]
    replies: tuple[str, ...]


TOPICS = (
    Topic(
        "Login",
        "Technical",
        "I cannot sign in",
        "Sign in with a link, a password or single sign-on",
        (
            '<p>Hi, since this morning I can\'t log in 😕 It says "invalid session" every time, '
            "in Chrome and in Firefox. Could you have a look?</p>",
            "<p>Hello team,</p>\n<p>the two-factor code never arrives on my phone. I have already "
            "restarted it twice and asked for a new code.</p>",
            "<p>My colleague left and his account holds our projects. How do I take them over?</p>",
        ),
        (
            "<p>You can reset the session from the sign-in page: choose <b>Trouble signing in?</b> "
            "and follow the link that we send. The link works for 30 minutes and only once.</p>",
            "<p>Codes can be delayed by the carrier. An authenticator app works without a network; "
            'see <a href="https://help.example.com/sign-in">Sign in with a link</a>.</p>',
        ),
        (
            "<p>Thanks for your patience. I have ended all sessions of your account, please try "
            "once more in a private window and tell me the exact time if it fails again.</p>",
            "<p>I can see three refused codes in our log, all from an older device. I've removed "
            "it for you, the next code goes to the number ending in 42.</p>",
        ),
    ),
    Topic(
        "Billing",
        "Billing",
        "Question about our invoice",
        "Read your invoice line by line",
        (
            "<p>We were charged twice this month, please see the attached statement. Which of the "
            "two invoices is the right one?</p>",
            "<p>Hallo, könnten Sie bitte die Umsatzsteuer-ID auf der letzten Rechnung ergänzen? "
            "Unsere Buchhaltung braucht sie bis Freitag. Danke schön!</p>",
            "<p>Is there a discount when we pay yearly? We're 18 people &amp; growing.</p>",
        ),
        (
            "<p>Each invoice covers one month in advance. When seats are added in the middle of a "
            "month, a second, smaller invoice covers the days that remain.</p>",
            "<p>An administrator can add the tax number under <i>Settings → Billing → Company</i>; "
            "it appears on invoices from then on.</p>",
        ),
        (
            "<p>I checked with our bank: the second amount was only reserved and goes back to your "
            "card within five working days. Nothing to do on your side.</p>",
            "<p>The corrected invoice is on its way to your inbox. I also set the number for all "
            "future ones.</p>",
        ),
    ),
    Topic(
        "Export",
        "Technical",
        "CSV export stops at 1,000 rows",
        "Export your data",
        (
            "<p>The export of our orders stops at row 1,000 although there are 4,213 orders. The "
            "file simply ends, there is no error:</p><pre>id;total\n999;12,50\n1000;8,00</pre>",
            '<p>Umlauts look broken in Excel: "MÃ¼ller" instead of "Müller". What\'s going on?</p>',
        ),
        (
            "<p>Large exports are sent by e-mail as several files. Please check your inbox for a "
            "message titled <b>Your export is ready</b>.</p>",
        ),
        (
            "<p>You found a bug, thank you! Our engineers are on it; until it is fixed I've "
            "prepared the complete file for you, see the link in this message.</p>",
            "<p>Please open the file with <i>Data → From text</i> and choose UTF-8. I know that is "
            "clumsy; an Excel format is planned.</p>",
        ),
    ),
    Topic(
        "Plans",
        "Sales",
        "Which plan fits us?",
        "Compare the plans",
        (
            "<p>Hey 👋 we are comparing tools for our support team of six. Does the middle plan "
            "include the phone?</p>",
            "<p>Do you offer a trial for more than 14 days? Our holidays are in between.</p>",
        ),
        (
            "<p>The phone is part of the two larger plans. You can compare all of them in "
            '<a href="https://help.example.com/plans">Compare the plans</a>.</p>',
        ),
        (
            "<p>Nice to meet you! With six people the middle plan pays off from the second month. "
            "Would Thursday at 10 suit you for a short call?</p>",
            "<p>Sure, I have added two weeks to your trial. Enjoy your holidays! 🏖️</p>",
        ),
    ),
    Topic(
        "Delivery",
        "Support",
        "Where is my parcel?",
        "Follow your parcel",
        (
            '<p>The parcel was due on Monday, the carrier\'s page has said "in transit" for four '
            "days now. It's a birthday present...</p>",
            "<p>One of the two mugs arrived broken 💔 <br>Order number A-20931.</p>",
            "<p>Can I still change the address?\nWe have moved.\n\nThanks\nJo</p>",
        ),
        (
            "<p>The carrier updates its page once a day. If nothing has moved for five days we "
            "send a replacement, free of charge.</p>",
        ),
        (
            "<p>I am so sorry! A replacement leaves our warehouse today and should be with you "
            "before the weekend; please keep the broken one, no need to send it back.</p>",
            "<p>I reached the carrier: the parcel waits in the depot because the house number was "
            "missing. I gave them the right one.</p>",
        ),
    ),
    Topic(
        "Cancellation",
        "Customer Success",
        "Please cancel our subscription",
        "Pause or end your subscription",
        (
            "<p>We'd like to stop at the end of the month. What happens with our data?</p>",
            "<p>Is it possible to pause instead of cancelling? Budget is tight until spring.</p>",
        ),
        (
            "<p>You can end the subscription yourself under <i>Settings → Plan</i>. Your data "
            "stays readable for 90 days and can be exported the whole time.</p>",
        ),
        (
            "<p>Of course, I have noted the end for the 30th. May I ask what was missing? We read "
            "every answer.</p>",
            "<p>Pausing is possible for up to six months. Everything stays as it is and you are "
            "not charged. Shall I do that?</p>",
        ),
    ),
)

FOLLOW_UPS = (
    "<p>Thanks, but that did not help. It still looks exactly the same.</p>",
    "<p>Ok, and how long will that take?</p>",
    "<p>Here is a screenshot.</p>",
    "<p>I tried it: the first step works, at the second one I get 'Error 4711'.</p>",
    "<p>Yes please!</p>",
    "<p>One more thing: can my colleague see this conversation as well?</p>",
    "<p>???</p>",
    "<p>Sorry for the late answer, I was travelling. Yes, same problem here.</p>",
)
THANKS = (
    "<p>Perfect, that was it. Thank you so much! 🎉</p>",
    "<p>Great, works now. Have a nice day</p>",
    "<p>👍</p>",
    "<p>Thanks!</p>",
)
COME_BACKS = (
    "<p>Hello again, unfortunately the problem is back since yesterday.</p>",
    "<p>Quick question about the same thing: does it also apply to our second account?</p>",
)
GREETINGS = (
    "<p>Hi there, I'm taking over from here. Give me a moment to read what happened so far.</p>",
    "<p>Hello, thanks for reaching out!</p>",
)
CLOSINGS = (
    "<p>Glad to hear that! I'm closing this one, just write again if anything comes up.</p>",
    "<p>Happy to help. Have a lovely day!</p>",
)
NOTES = (
    "<p>Checked the log: three failures since 06:12 UTC, all of the same kind. @Technical please "
    "have a look before you answer.</p>",
    "<p>Customer is on the old plan; be generous.</p>",
    "<p>Asked the warehouse, waiting for an answer. See <i>internal</i> order 20931/2.</p>",
)
ESCALATIONS = (
    "<p>That doesn't answer my question. Can I talk to a person?</p>",
    "<p>Human please</p>",
    "<p>No, my case is different, see above.</p>",
)
HAND_OVERS = (
    "<p>I understand, a teammate will take it from here. They usually answer within the hour.</p>",
)
PAIRS = (
    "<p>Step done. What does the next line of the log say?</p>",
    "<p>It says: retry 3 of 5, waiting for device.</p>",
    "<p>Please press the button once more and count to ten.</p>",
    "<p>Nothing... now the light is green. And now red again.</p>",
)
OUTBOUND = (
    "<p>Hi! We have just released the new calendar. Would you like to try it before others?</p>",
    "<p>You have not been around for a while. Is there anything that we can do better?</p>",
)
REMARKS = (
    "Fast and friendly, thank you!",
    "Solved, but it took three days.",
    "",
    'He said "soon". It was not soon 🙄',
    "Très bien,\nmerci",
)
CX_EXPLANATIONS = (
    "The customer got a complete answer at the first attempt.",
    "The customer had to repeat the question.",
)
