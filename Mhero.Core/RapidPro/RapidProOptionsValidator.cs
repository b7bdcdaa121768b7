namespace Mhero.Core.RapidPro;

/// <summary>Checks the annotations of <see cref="RapidProOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RapidProOptionsValidator : IValidateOptions<RapidProOptions>;
