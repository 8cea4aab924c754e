from . import link
from . import profile_check
from . import thread
from . import workbook
