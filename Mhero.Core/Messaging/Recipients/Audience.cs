using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>Who gets a message, and who does not.</summary>
/// <param name="People">Each person once.</param>
/// <param name="LeftOut">Those who are left out, and why.</param>
public sealed record Audience(IReadOnlyList<Recipient> People, IReadOnlyList<LeftOutRecipient> LeftOut)
{
    /// <summary>Those whose contact has to be made first.</summary>
    internal IReadOnlyList<ContactItem> ToSync { get; init; } = [];
}
