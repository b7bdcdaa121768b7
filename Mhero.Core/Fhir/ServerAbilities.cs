namespace Mhero.Core.Fhir;

/// <summary>Names of the abilities that <see cref="ServerProbe"/> tries. They are kept in the profile, so they do not change.</summary>
public static class ServerAbilities
{
    /// <summary>A PUT with a condition creates or updates.</summary>
    public const string ConditionalUpdate = "conditional update";

    /// <summary>A PUT to an id that does not exist creates the resource (<c>updateCreate</c>).</summary>
    public const string IdsFromTheClient = "ids from the client";

    /// <summary>A search for several values of a parameter finds the resources of each.</summary>
    public const string SeveralValues = "search for several values";

    /// <summary>A PATCH with FHIRPath Patch changes a resource.</summary>
    public const string Patch = "patch";

    /// <summary>A PATCH with JSON Patch (RFC 6902) changes a resource.</summary>
    public const string JsonPatch = "JSON patch";

    /// <summary>A PATCH with a condition changes the resource that matches.</summary>
    public const string ConditionalPatch = "conditional patch";

    /// <summary>The changes of all resources of a type can be read.</summary>
    public const string TypeHistory = "history of a type";
}
