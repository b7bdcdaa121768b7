namespace Mhero.Core.Fhir;

/// <summary>The error of the server of the reports, which is another one than the registry.</summary>
/// <param name="cause">What happened there.</param>
internal sealed class MadxException(FhirException cause) : Exception($"The server of Mhero__Madx: {cause.Message.Replace("Mhero__Fhir__", "Mhero__Madx__", StringComparison.Ordinal)}", cause)
{
    /// <summary>What happened there.</summary>
    public FhirException Cause { get; } = cause;
}
