namespace Mhero.Core.Fhir;

/// <summary>The result of a write to the registry.</summary>
public enum SaveOutcome
{
    /// <summary>A resource was made.</summary>
    Created,

    /// <summary>A resource was changed, or deleted.</summary>
    Updated,

    /// <summary>The registry was already as wanted.</summary>
    Unchanged,
}
