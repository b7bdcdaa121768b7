namespace Mhero.Core.Fhir;

/// <summary>
/// A FHIR server that gets the aggregate reports by IHE mADX (QRPH-58). Section <c>Mhero:Madx</c>; without an address nothing is sent. The other
/// settings are those of the registry, under this section.
/// </summary>
public sealed class MadxOptions : FhirOptions
{
    /// <summary>The configuration section.</summary>
    public new const string SectionName = "Mhero:Madx";

    /// <summary>Whether reports are sent to a server.</summary>
    internal bool IsOn => BaseUrl is not null;
}
