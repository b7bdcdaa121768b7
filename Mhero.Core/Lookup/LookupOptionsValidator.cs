namespace Mhero.Core.Lookup;

/// <summary>Checks the annotations of <see cref="LookupOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LookupOptionsValidator : IValidateOptions<LookupOptions>;
