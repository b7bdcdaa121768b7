namespace Mhero.Core.Publishing;

/// <summary>Checks the annotations of <see cref="PublishingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PublishingOptionsValidator : IValidateOptions<PublishingOptions>;
