namespace Mhero.Core.Sync.Contacts.Polling;

/// <summary>The outcome of a repair of the set-up.</summary>
internal enum SetupRepairOutcome
{
    /// <summary>Something was missing and is made now.</summary>
    Made,

    /// <summary>Another instance repairs, or RapidPro cannot be asked now.</summary>
    Wait,

    /// <summary>No asset is missing: the refusal may be older than the last repair.</summary>
    Present,

    /// <summary>Something is missing and cannot be made until a person changes something.</summary>
    Impossible,
}
