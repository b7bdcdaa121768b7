namespace Mhero.Core.Mapping.Phones;

/// <summary>
/// Numbering plans that changed while registries kept the old spelling. libphonenumber knows each country's present plan
/// only. Listed are changes whose old numbers cannot be taken for present ones: they differ in length or in their first
/// digits. docs/mapping/contacts.md, "Numbers of earlier numbering plans", names the source of each.
/// </summary>
internal static class NumberingPlanChanges
{
    private static readonly PlanChange[] Changes =
    [
        // Benin, 30 November 2024: 01 before all numbers (ARCEP Bénin).
        new("229", @"(\d{8})", "01$1"),

        // Ivory Coast, 31 January 2021: a prefix by operator (ARTCI), which the first digits of the old number determine:
        // Orange, MTN, Moov, then the fixed lines of MTN and Orange. Numbers of operators that closed before have no new form.
        new("225", @"((?:0[7-9]|[4578][7-9]|6[78]|9[78])\d{6})", "07$1"),
        new("225", @"([04-9][4-6]\d{6})", "05$1"),
        new("225", @"((?:0[1-3]|[457][0-3])\d{6})", "01$1"),
        new("225", @"((?:2[0-4]|3[0-6])0\d{5})", "25$1"),
        new("225", @"((?:20[23]|21[2357]|22[245]|23[45]|24[3-5]|306|31[69]|3[2-6]7|359|368)\d{5})", "27$1"),

        // Gabon, 15 November 2019: 8 digits in place of 7, often written with the 0 before them (ARCEP Gabon).
        new("241", @"0?(1\d{6})", "1$1"),
        new("241", @"0?([256]\d{6})", "6$1"),
        new("241", @"0?([47]\d{6})", "7$1"),

        // Cameroon, 21 November 2014: 6 before mobile and 2 before fixed numbers (ART).
        new("237", @"([579]\d{7})", "6$1"),
        new("237", @"([23]\d{7})", "2$1"),

        // Mauritius, 1 September 2013: 5 before mobile numbers (ICTA).
        new("230", @"([79]\d{6})", "5$1"),

        // Brazil, 2012 to 2016 by area: 9 before mobile numbers (Anatel). WhatsApp keeps many ids without it.
        new("55", @"([1-9]\d)([6-9]\d{7})", "${1}9$2"),

        // Mexico, 3 August 2019: no 1 before mobile numbers called from abroad (IFT). WhatsApp keeps it in its ids.
        new("52", @"1(\d{10})", "$1") { IsNational = false },

        // Viet Nam, 15 September to 15 October 2018: 10 digits in place of 11 for mobile numbers (MIC).
        new("84", @"0?16([2-9]\d{7})", "3$1"),
        new("84", @"0?120(\d{7})", "70$1"),
        new("84", @"0?121(\d{7})", "79$1"),
        new("84", @"0?122(\d{7})", "77$1"),
        new("84", @"0?12([68]\d{7})", "7$1"),
        new("84", @"0?123(\d{7})", "83$1"),
        new("84", @"0?124(\d{7})", "84$1"),
        new("84", @"0?125(\d{7})", "85$1"),
        new("84", @"0?127(\d{7})", "81$1"),
        new("84", @"0?129(\d{7})", "82$1"),
        new("84", @"0?18([68]\d{7})", "5$1"),
        new("84", @"0?199(\d{7})", "59$1"),

        // Colombia, 1 September 2021: 60 before fixed numbers with their area (CRC).
        new("57", @"([1-8]\d{7})", "60$1"),
    ];

    /// <summary>The present number of one that may be of an earlier plan.</summary>
    /// <param name="digits">Country code and national number, digits alone.</param>
    /// <returns>The same digits when no change of a plan concerns them.</returns>
    public static string Current(string digits)
    {
        foreach (var change in Changes)
        {
            if (digits.StartsWith(change.CountryCode, StringComparison.Ordinal) && Renumber(change, digits[change.CountryCode.Length..]) is { } current)
            {
                return change.CountryCode + current;
            }
        }

        return digits;
    }

    /// <summary>The present number of a national one of an earlier plan, with its country code; null when it is none.</summary>
    public static string? CurrentOfNational(string countryCode, string digits)
    {
        foreach (var change in Changes.Where(c => c.IsNational && c.CountryCode == countryCode))
        {
            if (Renumber(change, digits) is { } current)
            {
                return countryCode + current;
            }
        }

        return null;
    }

    private static string? Renumber(PlanChange change, string national)
    {
        var current = change.Old.Replace(national, change.New);
        return current == national ? null : current;
    }
}
