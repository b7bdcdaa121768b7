namespace Mhero.Core.Messaging;

/// <summary>Checks the annotations of <see cref="MessagingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MessagingOptionsValidator : IValidateOptions<MessagingOptions>;
