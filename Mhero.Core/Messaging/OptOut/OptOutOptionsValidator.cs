namespace Mhero.Core.Messaging.OptOut;

/// <summary>Checks the annotations of <see cref="OptOutOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class OptOutOptionsValidator : IValidateOptions<OptOutOptions>;
