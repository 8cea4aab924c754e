from . import base_import_import
from . import base_partner_merge_automatic_wizard
from . import club_case_close
from . import club_case_link_sender
from . import club_holiday_load
from . import club_office_hand_over
from . import club_profile_check_start
from . import mail_compose_message
