namespace Mhero.Core.Storage.Retention;

/// <summary>Checks the annotations of <see cref="RetentionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
