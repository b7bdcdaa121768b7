namespace Mhero.Bench.Load.Fhir;

/// <summary>A request that is answered with an OperationOutcome.</summary>
internal sealed class FhirRefusal(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
