"""What happens every day: due dates move, reminders go out, old ones are cleared."""

from datetime import time

from gongkai.casework import actions
from gongkai.casework.managing import notices
from gongkai.core import schedule

schedule.daily("due dates", lambda since: actions.turn_of_day(), at=time(0, 5))
schedule.daily("reminders", lambda since: notices.remind(), at=time(0, 20))
schedule.daily("clear reminders", lambda since: notices.clear_old(), at=time(3, 40))
