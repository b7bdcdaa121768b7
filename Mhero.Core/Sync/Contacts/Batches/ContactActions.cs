namespace Mhero.Core.Sync.Contacts.Batches;

/// <summary>The <c>contact_actions</c> that the sync uses.</summary>
internal static class ContactActions
{
    public const string Add = "add";
    public const string Remove = "remove";
    public const string Block = "block";
    public const string Unblock = "unblock";
}
