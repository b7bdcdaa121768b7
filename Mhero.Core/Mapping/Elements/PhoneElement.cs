using Hl7.Fhir.Model;

namespace Mhero.Core.Mapping.Elements;

/// <summary>Telephone numbers: ContactPoints of system <c>phone</c> or <c>sms</c>.</summary>
internal sealed class PhoneElement(PhoneNumbers phones) : TelecomElement
{
    protected override bool TryRead(ContactPoint point, out string? address)
    {
        address = null;
        if (point.System is not (ContactPoint.ContactPointSystem.Phone or ContactPoint.ContactPointSystem.Sms) || string.IsNullOrWhiteSpace(point.Value))
        {
            return false;
        }

        address = phones.Parse(point.Value)?.Value;
        return true;
    }

    protected override ContactPoint Create(string address) =>
        new(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, address);

    protected override void Report(Issues issues, string path) =>
        issues.Warn(MappingCodes.InvalidNumber, path, "This is not a telephone number of the configured region or of any other; correct it at its source.");
}
