using Hl7.Fhir.Model;
using Mhero.Core.Fhir;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>Telephone numbers: ContactPoints of system <c>phone</c> or <c>sms</c>.</summary>
internal sealed class PhoneElement(PhoneNumbers phones) : TelecomElement
{
    protected override bool TryRead(ContactPoint point, out string? address)
    {
        address = null;
        if (!IsPhone(point) || string.IsNullOrWhiteSpace(point.Value))
        {
            return false;
        }

        address = phones.Parse(point.Value)?.Value;
        return true;
    }

    /// <summary>Also by the words that registries use where R4 has a code.</summary>
    private static bool IsPhone(ContactPoint point) => point.System is { } system
        ? system is ContactPoint.ContactPointSystem.Phone or ContactPoint.ContactPointSystem.Sms
        : FaultyValues.RawOf(point.SystemElement)?.Trim().ToUpperInvariant() is "MOBILE" or "CELL" or "TEL" or "TELEPHONE" or "GSM" or "LANDLINE";

    /// <summary>RapidPro sends to a contact's first number: one that gets text messages comes before a fixed line.</summary>
    protected override int ReachOf(ContactPoint point, string address)
    {
        var isMobile = point.Use == ContactPoint.ContactPointUse.Mobile || point.System == ContactPoint.ContactPointSystem.Sms;
        return PhoneNumbers.TextingOf(address) switch
        {
            Texting.Yes => 0,
            Texting.Unknown => isMobile ? 0 : 1,
            _ => isMobile ? 1 : 2,
        };
    }

    protected override ContactPoint Create(string address) =>
        new(ContactPoint.ContactPointSystem.Phone, PhoneNumbers.TextingOf(address) == Texting.No ? null : ContactPoint.ContactPointUse.Mobile, address);

    protected override void Report(IssueCollector issues, string path) =>
        issues.Warn(MappingCodes.InvalidNumber, path, "This is not a telephone number of the configured region or of any other; correct it at its source.");
}
