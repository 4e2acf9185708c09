"""What the models say of codes; their words stand in `contacts.data.labels`."""

LONGEST_CODE = 40
CUSTOMER = "customer"
