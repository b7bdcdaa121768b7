namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a caller of an HTTP function has to bring.</summary>
public enum AuthorizationLevel
{
    /// <summary>None: everybody may call.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user's token.</summary>
    User = 1,

    /// <summary>A function key, or the host's master key.</summary>
    Function = 2,

    /// <summary>A system key, which extensions hand out.</summary>
    System = 3,

    /// <summary>The host's master key.</summary>
    Admin = 4,
}
