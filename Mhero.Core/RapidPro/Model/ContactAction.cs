namespace Mhero.Core.RapidPro.Model;

/// <summary>What <c>contact_actions</c> can do to many contacts at once. All but adding and removing take no group.</summary>
internal static class ContactAction
{
    /// <summary>Add to a group; the contacts must be active.</summary>
    public const string Add = "add";

    /// <summary>Remove from a group.</summary>
    public const string Remove = "remove";

    /// <summary>Block: messages of the contact are ignored, and it leaves its groups.</summary>
    public const string Block = "block";
}
