namespace Mhero.Core.Dhis2;

/// <summary>The consequence of an error of DHIS2.</summary>
public enum Dhis2ErrorKind
{
    /// <summary>The server wants fewer requests; the same request may succeed after a wait.</summary>
    Throttled,

    /// <summary>The same request may succeed later.</summary>
    Transient,

    /// <summary>A setting has to be changed: the address, the token, the rights of the user.</summary>
    Configuration,

    /// <summary>The request will not succeed.</summary>
    Permanent,
}
