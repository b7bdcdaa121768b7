namespace Mhero.Core.Dhis2;

/// <summary>DHIS2's codes of refusal in words that say what to do. Source: <c>ErrorCode.java</c> of dhis2-core, versions 2.37 to 2.43.</summary>
internal static class Refusals
{
    private const string Expired = "the data set takes no values for the period any more: extend its expiry days, add a data input period or a lock exception";
    private const string Unknown = "DHIS2 does not have it under the identifier of the mapping: correct the mapping, or set the code in DHIS2";
    private const string NotTogether = "the parts do not belong together in DHIS2: assign the data element to the data set and the data set to the organisation unit, or correct the mapping";
    private const string NoAccess = "the user of mHero lacks the right: give data write access and the place's part of the hierarchy";
    private const string NotYet = "the data set does not take the period yet: raise its open future periods, or wait until the period is over";
    private const string Approved = "the period is approved in DHIS2: withdraw the approval";
    private const string NotOfType = "the value is not one that the data element takes: correct the report, or the data element's type or options";

    private static readonly Dictionary<int, (string Code, string Words)> Known = new()
    {
        [7600] = (Dhis2Codes.MetadataRefused, Unknown),
        [7601] = (Dhis2Codes.AccessRefused, NoAccess),
        [7602] = (Dhis2Codes.MetadataRefused, Unknown),
        [7603] = (Dhis2Codes.MetadataRefused, Unknown),
        [7604] = (Dhis2Codes.MetadataRefused, Unknown),
        [7610] = (Dhis2Codes.MetadataRefused, Unknown),
        [7611] = (Dhis2Codes.PeriodRefused, "DHIS2 does not know the period: set the server's calendar to ISO 8601, or correct the report's period"),
        [7612] = (Dhis2Codes.MetadataRefused, Unknown),
        [7613] = (Dhis2Codes.MetadataRefused, Unknown),
        [7614] = (Dhis2Codes.AccessRefused, NoAccess),
        [7615] = (Dhis2Codes.MetadataRefused, Unknown),
        [7616] = (Dhis2Codes.AccessRefused, NoAccess),
        [7617] = (Dhis2Codes.AccessRefused, "the organisation unit is outside of the hierarchy of mHero's user: give the user the part of the hierarchy"),
        [7618] = (Dhis2Codes.ValueRefused, NotOfType),
        [7619] = (Dhis2Codes.ValueRefused, NotOfType),
        [7620] = (Dhis2Codes.ValueRefused, NotOfType),
        [7621] = (Dhis2Codes.ValueRefused, NotOfType),
        [7630] = (Dhis2Codes.MetadataRefused, "the data element needs a category option combination: name it in the mapping"),
        [7631] = (Dhis2Codes.MetadataRefused, "the data set needs an attribute option combination: name it in the mapping"),
        [7632] = (Dhis2Codes.PeriodRefused, "the period is not of the data set's type: correct the report's period, or the data set's period type"),
        [7633] = (Dhis2Codes.MetadataRefused, NotTogether),
        [7634] = (Dhis2Codes.MetadataRefused, NotTogether),
        [7635] = (Dhis2Codes.MetadataRefused, NotTogether),
        [7636] = (Dhis2Codes.MetadataRefused, NotTogether),
        [7640] = (Dhis2Codes.PeriodRefused, Expired),
        [7641] = (Dhis2Codes.PeriodRefused, NotYet),
        [7642] = (Dhis2Codes.PeriodRefused, Approved),
        [7643] = (Dhis2Codes.PeriodRefused, Expired),
        [7644] = (Dhis2Codes.PeriodRefused, Expired),
        [7645] = (Dhis2Codes.PeriodRefused, Expired),
    };

    /// <summary>Puts a conflict into words.</summary>
    /// <param name="conflict">The conflict; null when DHIS2 gives none.</param>
    /// <param name="what">The refused thing, by identifiers (<c>data element VACC_STAFF</c>).</param>
    /// <param name="description">DHIS2's words for the whole, for a refusal without a conflict.</param>
    public static Refusal Of(ImportConflict? conflict, string what, string? description = null)
    {
        var (code, words) = KindOf(conflict?.Code);
        var said = conflict is null ? description ?? "no reason" : string.Join(' ', new[] { conflict.Code, conflict.Message }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return new Refusal(code, $"DHIS2 refuses {what} ({said}): {words}.");
    }

    /// <summary>By the code itself, or by its hundred: 2.43 has codes of its own.</summary>
    private static (string Code, string Words) KindOf(string? code)
    {
        if (code is not ['E', .. var digits] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (Dhis2Codes.OtherRefusal, "compare the mapping with DHIS2 by mhero doctor");
        }

        return Known.TryGetValue(number, out var known) ? known : number switch
        {
            >= 8001 and <= 8009 => (Dhis2Codes.MetadataRefused, NotTogether),
            >= 8010 and <= 8019 => (Dhis2Codes.AccessRefused, NoAccess),
            >= 8020 and <= 8029 => (Dhis2Codes.MetadataRefused, NotTogether),
            >= 8030 and <= 8039 => (Dhis2Codes.PeriodRefused, Expired),
            >= 8100 and <= 8199 => (Dhis2Codes.ValueRefused, NotOfType),
            _ => (Dhis2Codes.OtherRefusal, "compare the mapping with DHIS2 by mhero doctor"),
        };
    }
}
