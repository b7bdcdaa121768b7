namespace Mhero.Core.Fhir;

/// <summary>Checks the annotations of <see cref="MadxOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MadxOptionsValidator : IValidateOptions<MadxOptions>;
