using Mhero.Core.Sync.Contacts.Messages;

namespace Mhero.Core.Messaging.Recipients;

/// <summary>The recipients of a message, and those who are left out.</summary>
/// <param name="People">Each person once.</param>
/// <param name="LeftOut">Those who are left out, and why.</param>
public sealed record ResolvedRecipients(IReadOnlyList<Recipient> People, IReadOnlyList<LeftOutRecipient> LeftOut)
{
    /// <summary>Those whose contact has to be made first.</summary>
    internal IReadOnlyList<ContactItem> ToSync { get; init; } = [];
}
