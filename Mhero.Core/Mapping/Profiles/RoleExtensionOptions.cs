namespace Mhero.Core.Mapping.Profiles;

/// <summary>A coded extension of a PractitionerRole.</summary>
public sealed class RoleExtensionOptions
{
    /// <summary>The extension's URL.</summary>
    public string Url { get; set; } = "";

    /// <summary>Its value (<c>valueCoding</c>), as <c>system|code</c> or <c>system|code|display</c>.</summary>
    public string Coding { get; set; } = "";
}
