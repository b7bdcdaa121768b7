namespace Mhero.Core.Fhir;

/// <summary>Checks the annotations of <see cref="FhirOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FhirOptionsValidator : IValidateOptions<FhirOptions>;
