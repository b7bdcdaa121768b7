using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>WhatsApp addresses: ContactPoints of system <c>url</c> (or <c>other</c>) that <see cref="WhatsAppAddress"/> knows.</summary>
internal sealed class WhatsAppElement(PhoneNumbers phones) : TelecomElement
{
    protected override bool TryRead(ContactPoint point, out string? address)
    {
        address = null;
        return point.System is ContactPoint.ContactPointSystem.Url or ContactPoint.ContactPointSystem.Other
            && WhatsAppAddress.TryReadUrl(point.Value, phones, out address);
    }

    protected override ContactPoint Create(string address) =>
        new() { System = ContactPoint.ContactPointSystem.Url, Value = WhatsAppAddress.ToUrl(address) };

    protected override void Report(IssueCollector issues, string path) =>
        issues.Warn(MappingCodes.InvalidWhatsApp, path, "This WhatsApp address has no usable number; write https://wa.me/ and the full number in digits.");
}
