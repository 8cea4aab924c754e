from . import club_activity_report
from . import club_activity_report_branches
from . import club_activity_report_networks
from . import club_workbook
from . import club_workbook_sheets
from . import club_workbook_networks
from . import club_workbook_summary
from . import club_facility_plan
