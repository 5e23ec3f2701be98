import type { Report } from '../report.ts';

/** The assessment itself; its shape is `schema/assessment-1.json`. Full doubles. */
const json: Report = {
  id: 'json',
  title: 'JSON, schema bulkhead/assessment/1',
  mediaType: 'application/json',
  render: (assessment) => `${JSON.stringify(assessment, null, 2)}\n`,
};
export default json;
