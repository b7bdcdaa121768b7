namespace Mhero.Core.Sync.Contacts;

/// <summary>The two sides that are watched for changes.</summary>
public enum PolledSide
{
    /// <summary>RapidPro's contacts.</summary>
    Contacts,

    /// <summary>The registry's Practitioners and PractitionerRoles, and the places that these name.</summary>
    Registry,
}
