using Mhero.Core.Caching;
using Mhero.Core.Dhis2;
using Mhero.Core.Fhir;
using Mhero.Core.Lookup;
using Mhero.Core.Mapping.Communications;
using Mhero.Core.Mapping.Profiles;
using Mhero.Core.Mapping.Questionnaires;
using Mhero.Core.Mapping.Reports;
using Mhero.Core.Mapping.Responses;
using Mhero.Core.Messaging;
using Mhero.Core.Messaging.OptOut;
using Mhero.Core.Messaging.Reminders;
using Mhero.Core.Publishing;
using Mhero.Core.RapidPro;
using Mhero.Core.Reporting;
using Mhero.Core.Storage;
using Mhero.Core.Storage.Retention;
using Mhero.Core.Sync.Changes;
using Mhero.Core.Sync.Contacts;
using Mhero.Core.Sync.Contacts.Bulk;
using Mhero.Core.Sync.Engine.Circuits;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.FlowResults;
using Mhero.Core.Sync.Flows;
using Mhero.Core.Sync.Groups;
using Mhero.Core.Sync.Messages;
using Mhero.Core.Sync.Reports;
using Mhero.Core.Sync.Runs;
using Mhero.Functions.Console.Access;

namespace Mhero.DevHost.Run;

/// <summary>Every options class of mHero, with its section: what can be set, what is checked, and what the documentation has to say.</summary>
internal static class SettingSections
{
    /// <summary>All of them, in the order in which they are checked.</summary>
    public static IReadOnlyList<SettingSection> All { get; } =
    [
        SettingSection.Of<RapidProOptions>("RapidPro settings", RapidProOptions.SectionName),
        SettingSection.Of<FhirOptions>("FHIR settings", FhirOptions.SectionName),
        SettingSection.Of<StorageOptions>("Storage settings", StorageOptions.SectionName),
        SettingSection.Of<RetentionOptions>("Retention settings", RetentionOptions.SectionName),
        SettingSection.Of<SyncDefaultOptions>("Sync settings", SyncDefaultOptions.SectionName),
        SettingSection.Of<ContactSyncOptions>("Contact settings", ContactSyncOptions.SectionName),
        SettingSection.Of<ContactMappingOptions>("Contact settings", ContactMappingOptions.SectionName),
        SettingSection.Of<BulkLoadOptions>("Bulk load settings", BulkLoadOptions.SectionName),
        SettingSection.Of<GroupSyncOptions>("Group settings", GroupSyncOptions.SectionName),
        SettingSection.Of<FlowSyncOptions>("Flow settings", FlowSyncOptions.SectionName),
        SettingSection.Of<FlowMappingOptions>("Flow settings", FlowMappingOptions.SectionName),
        SettingSection.Of<RunSyncOptions>("Run settings", RunSyncOptions.SectionName),
        SettingSection.Of<RunMappingOptions>("Run settings", RunMappingOptions.SectionName),
        SettingSection.Of<FlowResultsOptions>("FLOIP settings", FlowResultsOptions.SectionName),
        SettingSection.Of<MessageSyncOptions>("Message settings", MessageSyncOptions.SectionName),
        SettingSection.Of<MessageMappingOptions>("Message settings", MessageMappingOptions.SectionName),
        SettingSection.Of<ReportDeliveryOptions>("Report delivery settings", ReportDeliveryOptions.SectionName),
        SettingSection.Of<Dhis2Options>("DHIS2 settings", Dhis2Options.SectionName),
        SettingSection.Of<MadxOptions>("mADX settings", MadxOptions.SectionName),
        SettingSection.Of<ReportMappingOptions>("DHIS2 settings", ReportMappingOptions.SectionName),
        SettingSection.Of<MessagingOptions>("Messaging settings", MessagingOptions.SectionName),
        SettingSection.Of<OptOutOptions>("Opt-out settings", OptOutOptions.SectionName),
        SettingSection.Of<RemindersOptions>("Reminder settings", RemindersOptions.SectionName),
        SettingSection.Of<CacheOptions>("Cache settings", CacheOptions.SectionName),
        SettingSection.Of<PlaceOptions>("Place settings", PlaceOptions.SectionName),
        SettingSection.Of<ChangeOptions>("Change settings", ChangeOptions.SectionName),
        SettingSection.Of<CircuitOptions>("Circuit settings", CircuitOptions.SectionName),
        SettingSection.Of<ReportingOptions>("Reporting settings", ReportingOptions.SectionName),
        SettingSection.Of<PublishingOptions>("Flow Results settings", PublishingOptions.SectionName),
        SettingSection.Of<LookupOptions>("Look-up settings", LookupOptions.SectionName),
        SettingSection.Of<ConsoleOptions>("Console settings", ConsoleOptions.SectionName),
    ];
}
