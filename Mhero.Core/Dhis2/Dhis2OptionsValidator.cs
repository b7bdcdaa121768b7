namespace Mhero.Core.Dhis2;

/// <summary>Checks the annotations of <see cref="Dhis2Options"/>.</summary>
[OptionsValidator]
internal sealed partial class Dhis2OptionsValidator : IValidateOptions<Dhis2Options>;
