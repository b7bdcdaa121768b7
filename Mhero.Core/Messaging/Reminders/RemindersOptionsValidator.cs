namespace Mhero.Core.Messaging.Reminders;

/// <summary>Checks the annotations of <see cref="RemindersOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RemindersOptionsValidator : IValidateOptions<RemindersOptions>;
