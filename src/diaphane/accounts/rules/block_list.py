"""What passwords are made of when people do not think: own short list, folded (lower case, no accents, no substituted letters)."""

from __future__ import annotations

from typing import Final

_WORDS = """
    abc access account admin administrator alex alexander amanda america andrea andrew angel anna anthony apple arsenal
    ashley august autumn baby bailey banana barcelona baseball basketball batman beautiful berlin biteme blink blue blume
    bonjour brandon buster butterfly camaro changeme charlie cheese chelsea chocolate claudia coffee computer cookie
    corvette daniel darkness december default demo dragon eagle einstein elephant elizabeth england everton family february
    ferrari flower football forever france freedom friend friends fuckyou gandalf george ginger google guest hallo hamburg
    hannah happy harley haus heaven hello herbst hockey hola hund hunter hunting iceman iloveyou internet jackson january
    jasmine jennifer jessica jesus jordan joshua juli july june justin katze killer king kitten klinik labor lakers letmein
    liebe liverpool login london love lovely loveme lucky lukas maggie mama march marina martin master matrix matthew
    maverick melissa mercedes merlin michael michelle monday monkey monster mother munchen mustang naruto newyork nicole
    november october orange papa paris parola pass passe passord passphrase passwd password passwort patrick pepper phoenix
    pokemon porsche prince princess private purple qazwsx rainbow ranger robert root samsung samuel schatz scooter secret
    secure security september server service shadow silver soccer sommer sonne spiderman spring starwars steelers summer
    sunday sunshine superman support system taylor telefon temp temporary tennis test tester testing thomas thunder tigger
    trustme trustno user valentina vanessa victoria vienna wachtwoord welcome welt whatever whiskey wien william willkommen
    winter world yankees yellow
"""

_MEDICAL = """
    arzt arztpraxis bone brain cardio clinic clinica clinique computertomographie ctscan diaphane dicom doctor doktor heart
    hopital hospital imaging krankenhaus lunge medical medicine medico medizin mrt nurse pacs patient patients praxis
    radiologe radiologia radiologie radiologist radiology roentgen rontgen schwester spital study ultrasound viewer xray
"""

_KEYBOARD = """
    qwertyuiop qwertzuiop qwerty qwertz azerty qwert qwer wasd asdfghjkl asdfgh asdfg asdf zxcvbnm zxcvb zxcv yxcvbnm yxcvb
    yxcv uiop ghjkl hjkl qaz wsx edc rfv tgb qay 1qaz 2wsx 3edc 1qay !@# !"§ !@#$ !"§$ 1q2w3e4r5t 1q2w3e4r 1q2w3e 1q2w
    q1w2e3r4 q1w2e3 q1w2 zaq1 a1b2c3 147 258 369 159 357 741 852 963 007 666 777 888 999 000 111 112233 1212 1313 2580 4711
    0815
"""

BLOCKED: Final[frozenset[str]] = frozenset((_WORDS + _MEDICAL + _KEYBOARD).split())
"""Words and walks over the keyboard. Years, runs and sequences are seen by rule, not listed."""
