namespace Microsoft.Azure.Functions.Worker;

/// <summary>The function runs when its route is called over HTTP. Put on the parameter that takes the request.</summary>
/// <param name="authLevel">Which key the caller has to bring.</param>
/// <param name="methods">The HTTP methods that are answered, in any case; none means all.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    /// <summary>A function for all methods, with a function key.</summary>
    public HttpTriggerAttribute()
        : this(AuthorizationLevel.Function)
    {
    }

    /// <summary>A function for all methods.</summary>
    /// <param name="authLevel">Which key the caller has to bring.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
        : this(authLevel, [])
    {
    }

    /// <summary>The route behind the host's prefix, with <c>{name}</c> and <c>{name:constraint}</c> as in ASP.NET Core; without one, the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods that are answered; empty or null means all.</summary>
    public string[]? Methods { get; } = methods;

    /// <summary>Which key the caller has to bring.</summary>
    public AuthorizationLevel AuthLevel { get; } = authLevel;
}
