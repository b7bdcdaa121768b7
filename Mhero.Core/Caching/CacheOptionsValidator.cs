namespace Mhero.Core.Caching;

/// <summary>Checks the annotations of <see cref="CacheOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CacheOptionsValidator : IValidateOptions<CacheOptions>;
