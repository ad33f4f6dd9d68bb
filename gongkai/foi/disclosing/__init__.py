"""An answered request and the public: the anonymised answer (选登) or the information itself (转为主动公开) becomes a record.

``anonymous`` texts of a request without anybody in them
``wanted``    what several people asked for and got, and is not disclosed to all yet (条例 art. 44)
``actions``   drafting records from a request, the applicant's suggestion
``desk``      the section of the case page, the list of what is wanted
``portal``    the applicant's suggestion
"""
