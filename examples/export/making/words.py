"""The files, headers and words of the demo export."""

TERMS_FILE = "product_links_2026_07.csv"
JULY_FILE = "affiliate_orders_2026_07.csv"
AUGUST_FILE = "affiliate_orders_2026_08.xlsx"
ANSWERS_FILE = "answers.json"
CURRENCY = "IDR"
ROUNDING, REMAINDER = "half_up", "agency"  # how this payer pays

ORDER_HEADERS = """Order ID|SKU ID|Creator Username|Product ID|Product Name|Price|Quantity|Fully returned or refunded
Shop name|Shop code|Partner campaign ID|Order type|Order settlement status|Content Type|Carousel|Content ID
Attribution type|Commission GMV|Standard affiliate partner commission rate|Affiliate partner shop ads commission rate
TikTok bonus rate for affiliate partners|Est. base commission|Est. affiliate partner commission
Est. affiliate partner Shop Ads commission|Est. affiliate partner bonus commission|Est. ISR|Est. IVA
Standard creator affiliate commission rate|Creator shop ads commission rate
TikTok bonus rate for creator affiliate partners|Est. creator commission|Est. creator Shop Ads commission
Est. creator partner bonus commission|Commission base|Standard commission for affiliate partner
Affiliate partner shop ads commission|Affiliate partner bonus commission|Affiliate partner ISR|Affiliate partner IVA
Standard creator commission|Shop ads commission for creators|Affiliate creator partner bonus|Time Created
Time order delivered|Payment ID|Payment Status""".replace("\n", "|").split("|")
TERMS_HEADERS = [
    "Campaign ID", "product name", "", "Product ID", "Sale price", "Shop name", "Product effective start time",
    "Product effective end time", "Creator commission rate", "Affiliate partner commission rate",
    "Creator Shop Ads commission rate", "Affiliate partner Shop Ads commission rate", "Product link",
    "(Only for checking. Please use the left one.)",
]  # fmt: skip
COLUMN_OF = {
    "order_id": "Order ID", "sku_id": "SKU ID", "product_id": "Product ID", "campaign_id": "Partner campaign ID",
    "content_id": "Content ID", "creator": "Creator Username", "status": "Order settlement status",
    "refunded": "Fully returned or refunded", "created": "Time Created", "quantity": "Quantity",
    "gmv": "Commission GMV", "agency_bps": "Standard affiliate partner commission rate",
    "creator_bps": "Standard creator affiliate commission rate",
    "ads_agency_bps": "Affiliate partner shop ads commission rate",
    "ads_creator_bps": "Creator shop ads commission rate",
    "est_base": "Est. base commission", "est_agency": "Est. affiliate partner commission",
    "est_creator": "Est. creator commission", "est_ads_agency": "Est. affiliate partner Shop Ads commission",
    "est_ads_creator": "Est. creator Shop Ads commission", "est_isr": "Est. ISR", "est_iva": "Est. IVA",
    "base": "Commission base", "agency": "Standard commission for affiliate partner",
    "creator_amount": "Standard creator commission", "ads_agency": "Affiliate partner shop ads commission",
    "ads_creator": "Shop ads commission for creators", "isr": "Affiliate partner ISR",
    "iva": "Affiliate partner IVA", "payment_id": "Payment ID",
}  # fmt: skip
MONEY = {
    "gmv", "est_base", "est_agency", "est_creator", "est_ads_agency", "est_ads_creator", "est_isr", "est_iva",
    "base", "agency", "creator_amount", "ads_agency", "ads_creator", "isr", "iva",
}  # fmt: skip
IDS = {"order_id", "sku_id", "product_id", "campaign_id", "content_id", "payment_id"}
CELLS = {
    ("standard", True): ("agency", "creator_amount"),
    ("standard", False): ("est_agency", "est_creator"),
    ("shop_ads", True): ("ads_agency", "ads_creator"),
    ("shop_ads", False): ("est_ads_agency", "est_ads_creator"),
}
RATES = {"standard": ("agency_bps", "creator_bps"), "shop_ads": ("ads_agency_bps", "ads_creator_bps")}
OPEN = ["Pending", "Processing", "AwaitingPayment", "Awaiting Payment", "Unpaid by customer", "Frozen"]
VOID = ["Ineligible", "Cancelled"]
