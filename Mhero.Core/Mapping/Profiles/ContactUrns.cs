using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Phones;
using Mhero.Core.RapidPro;
using Mhero.Core.RapidPro.Model;

namespace Mhero.Core.Mapping.Profiles;

/// <summary>
/// A contact's URNs: which of them are telephone numbers and WhatsApp addresses, and the list to send so that those
/// change and every other one stays.
/// </summary>
internal sealed class ContactUrns(PhoneNumbers phones)
{
    private const string Tel = Urn.Tel + ":";
    private const string WhatsApp = Urn.WhatsApp + ":";

    /// <summary>The contact's numbers and WhatsApp addresses, the preferred one first. No other scheme is ever a telephone.</summary>
    public (IReadOnlyList<string> Numbers, IReadOnlyList<string> WhatsApp) Read(Contact contact, IssueCollector issues)
    {
        List<string> numbers = [];
        List<string> whatsApp = [];
        for (var i = 0; i < contact.Urns.Count; i++)
        {
            var urn = WithoutDisplay(contact.Urns[i]);
            if (urn.StartsWith(Tel, StringComparison.Ordinal))
            {
                if (Number(urn) is { } number)
                {
                    AddOnce(numbers, number);
                }
                else
                {
                    issues.Warn(MappingCodes.InvalidNumber, $"contact.urns[{i}]", "This is not a telephone number of the configured region or of any other; the contact keeps it.");
                }
            }
            else if (urn.StartsWith(WhatsApp, StringComparison.Ordinal))
            {
                if (Address(urn) is { } address)
                {
                    AddOnce(whatsApp, address);
                }
                else
                {
                    issues.Warn(MappingCodes.InvalidWhatsApp, $"contact.urns[{i}]", "This is neither a number nor a business-scoped id; the contact keeps it.");
                }
            }
        }

        return (numbers, whatsApp);
    }

    /// <summary>Whether the workspace is anonymous and hides its URNs behind asterisks.</summary>
    public static bool AreHidden(Contact contact) => contact.Urns.Any(urn => urn.Contains("****", StringComparison.Ordinal));

    /// <summary>
    /// The whole list to send. On a new contact: numbers, then WhatsApp. On an existing one each scheme keeps its place,
    /// because the first URN is the one that RapidPro writes to, and a new number must not move a worker from WhatsApp
    /// to SMS.
    /// </summary>
    /// <returns>The list, or null when it would be the one that the contact has.</returns>
    public IReadOnlyList<string>? Write(ContactChange change, IssueCollector issues)
    {
        if (change.Existing is { } contact && AreHidden(contact))
        {
            issues.Warn(MappingCodes.UrnsHidden, "contact.urns", "The workspace is anonymous: its numbers cannot be read, so none are written.");
            return null;
        }

        var existing = change.Existing?.Urns.Select(WithoutDisplay).Distinct(StringComparer.Ordinal).ToList() ?? [];
        var tel = change.Attributes.Contains(ProfileAttributes.Numbers)
            ? change.Target.Numbers.Select(n => Spell(n, existing, issues)).OfType<string>().ToList()
            : existing.FindAll(urn => Number(urn) is not null);
        var whatsApp = change.Attributes.Contains(ProfileAttributes.WhatsApp)
            ? change.Target.WhatsApp.Select(a => existing.Find(urn => Address(urn) is { } known && PhoneIdentity.Of(known) == PhoneIdentity.Of(a)) ?? WhatsApp + a).ToList()
            : existing.FindAll(urn => Address(urn) is not null);

        var urns = new List<string>(existing.Count + tel.Count + whatsApp.Count);
        foreach (var urn in existing)
        {
            if (Number(urn) is not null)
            {
                AddAllOnce(urns, tel);
            }
            else if (Address(urn) is not null)
            {
                AddAllOnce(urns, whatsApp);
            }
            else
            {
                AddOnce(urns, urn);
            }
        }

        AddAllOnce(urns, tel);
        AddAllOnce(urns, whatsApp);
        return urns.SequenceEqual(existing, StringComparer.Ordinal) ? null : urns;
    }

    private static string WithoutDisplay(string urn)
    {
        var display = urn.IndexOf('#', StringComparison.Ordinal);
        return display < 0 ? urn : urn[..display];
    }

    private static void AddOnce(List<string> list, string value)
    {
        if (!list.Contains(value))
        {
            list.Add(value);
        }
    }

    private static void AddAllOnce(List<string> list, List<string> values)
    {
        foreach (var value in values)
        {
            AddOnce(list, value);
        }
    }

    private string? Number(string urn) =>
        urn.StartsWith(Tel, StringComparison.Ordinal) ? phones.Parse(urn[Tel.Length..])?.Value : null;

    private static string? Address(string urn) =>
        urn.StartsWith(WhatsApp, StringComparison.Ordinal) ? WhatsAppAddress.ReadUrnPath(urn[WhatsApp.Length..]) : null;

    /// <summary>The URN of a number: as the contact has it already, so that RapidPro sees the same URN; else E.164.</summary>
    private string? Spell(string number, List<string> existing, IssueCollector issues)
    {
        if (existing.Find(urn => Number(urn) == number) is { } known)
        {
            return known;
        }

        if (phones.Parse(number) is { IsShortCode: false } parsed)
        {
            return Tel + parsed.Value;
        }

        issues.Inform(MappingCodes.ShortCodeNotSent, "profile.numbers", "RapidPro refuses a short code as a contact's number; it was left out.");
        return null;
    }
}
