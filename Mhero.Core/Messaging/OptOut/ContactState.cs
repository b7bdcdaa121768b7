using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>How a contact stood in RapidPro at a time.</summary>
/// <param name="Status">Whether it could be messaged.</param>
/// <param name="IsInGroup">Whether it was in the group of those who want no messages.</param>
/// <param name="At">When the contact last changed (UTC, RapidPro's clock).</param>
internal sealed record ContactState(ContactStatus Status, bool IsInGroup, DateTimeOffset At)
{
    /// <summary>The state of a contact.</summary>
    /// <param name="contact">The contact, with the group among its groups.</param>
    /// <param name="group">The group's name; null for none.</param>
    public static ContactState Of(Contact contact, string? group) => new(
        ContactSnapshot.IsActive(contact) ? ContactStatus.Active : ContactSnapshot.IsPutAside(contact) ? ContactStatus.PutAside : ContactStatus.Stopped,
        group is not null && contact.Groups.Any(g => string.Equals(g.Name, group, StringComparison.OrdinalIgnoreCase)),
        contact.ModifiedOn ?? DateTimeOffset.MinValue);
}
