namespace Mhero.Core.Sync.Contacts;

/// <summary>The action on a worker whose contact was deleted in RapidPro.</summary>
public enum DeletedContactPolicy
{
    /// <summary>A new contact is made from the registry.</summary>
    Recreate,

    /// <summary>The worker stays without a contact until someone links one to it.</summary>
    Leave,
}
