namespace Mhero.Core.Caching;

/// <summary>Checks the annotations of <see cref="PlaceOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PlaceOptionsValidator : IValidateOptions<PlaceOptions>;
