from . import action
from . import case_file
from . import invitation
from . import link
from . import profile_check
from . import referral
from . import thread
from . import workbook
