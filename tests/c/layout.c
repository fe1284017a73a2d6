/* The header alone, first and twice; and its layout, which the compiler checks against the Rust structs. */
#include "partner_campaigns.h"
#include "partner_campaigns.h"
#include "layout.h"

int layout_is_checked(void);

int layout_is_checked(void)
{
    return 1;
}
