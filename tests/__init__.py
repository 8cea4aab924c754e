from . import test_access_cases
from . import test_access_ground
from . import test_case_mail_out
from . import test_case_stages
from . import test_incoming_mail
